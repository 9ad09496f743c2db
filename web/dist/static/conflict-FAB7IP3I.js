import{a,b,c}from"/static/chunk-UZ6RYHFH.js";import"/static/chunk-E2G5CZGL.js";import"/static/chunk-BT3J6GOE.js";import"/static/chunk-SMA4YWZC.js";export{a as noteSent,b as notice,c as sentence};
